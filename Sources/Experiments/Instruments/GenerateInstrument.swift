public import Foundation
public import Reporting
public import TeacherStudent

/// Teacher–student data with a certificate, as a folder of NumPy files: `softmaxlab generate`.
public enum GenerateInstrument {
  /// Generates the data, measures them, and writes both.
  ///
  /// The files get their names when all of them are whole; an interruption before leaves nothing.
  ///
  /// - Parameters:
  ///   - specification: What to generate.
  ///   - folder: A new folder, or an empty one.
  ///   - replacing: Whether the folder may hold something; an older dataset in it is replaced, other files stay.
  ///   - interruption: Whether and why to stop.
  /// - Throws: `DatasetError` for values out of range, `DatasetDirectoryError` and `FileError` for the folder,
  ///   ``Interruption``.
  public static func run(
    _ specification: DatasetSpecification, to folder: URL, replacing: Bool = false,
    interruption: () -> Interruption? = { Interruption.received }
  ) throws -> DatasetCertificate {
    func check() throws { if let interruption = interruption() { throw interruption } }
    try specification.validate()
    try InstrumentOutput.check(folder, replacing: replacing)
    let dataset = try Dataset(specification)
    try check()
    let certificate = try DatasetCertificate(dataset)
    try check()
    try dataset.write(to: folder, certificate: certificate, replacing: replacing)
    return certificate
  }

  /// The certificate and the folder: what `--json` prints.
  public static func summary(_ certificate: DatasetCertificate, in folder: URL) throws -> JSONValue {
    var json = try JSONValue(encoding: certificate)
    json["folder"] = .string(folder.path)
    return json
  }
}
