import SoftmaxLab

// A teacher with an attention ratio of 1e15, and a student that learns its prompt.
var specification = DatasetSpecification()
specification.teacherRatio = 1e15
let data = try Dataset(specification)
let loss = try PromptAttentionLoss(
  tokens: data.tokens, keyMatrix: data.keyMatrix, labels: data.labels, trained: .prompt,
  value: data.teacherValue)

// Gradient descent and Adam from the same start, in lockstep.
var stream = RandomStream(seed: 1, name: "start")
let start = stream.normals(loss.dimension, scale: 0.2)
let descent = try OptimizerCatalog.optimizer(named: "gradient-descent", learningRate: 3)
let adam = try OptimizerCatalog.optimizer(named: "adam", learningRate: 0.05)
var race = try Descent(on: loss, members: [descent, adam].map { DescentMember($0, from: start) })
race.advance(to: 1000)
for trajectory in race.trajectories { print(trajectory.label, trajectory.loss) }

// How ill-conditioned the problem is at the teacher.
let eigenvalues = try loss.hessian(at: data.teacherPrompt ?? start).symmetricEigenvalues()
print("condition number", eigenvalues[eigenvalues.count - 1] / eigenvalues[0])
