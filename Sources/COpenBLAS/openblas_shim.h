// CBLAS as the system header declares it, and the Fortran LAPACK routines used.
//
// libopenblas exports CBLAS and Fortran LAPACK but no LAPACKE, so the LAPACK
// prototypes are written here by hand: every argument by reference, and one
// trailing length for each CHARACTER argument (gfortran's calling convention).
#ifndef SOFTMAXLAB_OPENBLAS_SHIM_H
#define SOFTMAXLAB_OPENBLAS_SHIM_H

#include <cblas.h>
#include <stddef.h>

typedef int lapack_integer;

// Cholesky: A = L Lᵀ, and solves with it.
void dpotrf_(const char *uplo, const lapack_integer *n, double *a, const lapack_integer *lda,
             lapack_integer *info, size_t);
void dpotrs_(const char *uplo, const lapack_integer *n, const lapack_integer *nrhs, const double *a,
             const lapack_integer *lda, double *b, const lapack_integer *ldb, lapack_integer *info,
             size_t);

// LU with partial pivoting, and solves with it.
void dgetrf_(const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda,
             lapack_integer *ipiv, lapack_integer *info);
void dgetrs_(const char *trans, const lapack_integer *n, const lapack_integer *nrhs, const double *a,
             const lapack_integer *lda, const lapack_integer *ipiv, double *b,
             const lapack_integer *ldb, lapack_integer *info, size_t);

// QR, plain and column-pivoted, and the explicit orthogonal factor.
void dgeqrf_(const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda,
             double *tau, double *work, const lapack_integer *lwork, lapack_integer *info);
void dgeqp3_(const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda,
             lapack_integer *jpvt, double *tau, double *work, const lapack_integer *lwork,
             lapack_integer *info);
void dorgqr_(const lapack_integer *m, const lapack_integer *n, const lapack_integer *k, double *a,
             const lapack_integer *lda, const double *tau, double *work, const lapack_integer *lwork,
             lapack_integer *info);

// Symmetric eigenproblem (relatively robust representations).
void dsyevr_(const char *jobz, const char *range, const char *uplo, const lapack_integer *n, double *a,
             const lapack_integer *lda, const double *vl, const double *vu, const lapack_integer *il,
             const lapack_integer *iu, const double *abstol, lapack_integer *m, double *w, double *z,
             const lapack_integer *ldz, lapack_integer *isuppz, double *work,
             const lapack_integer *lwork, lapack_integer *iwork, const lapack_integer *liwork,
             lapack_integer *info, size_t, size_t, size_t);

// Singular values: divide and conquer, and one-sided Jacobi (high relative accuracy).
void dgesdd_(const char *jobz, const lapack_integer *m, const lapack_integer *n, double *a,
             const lapack_integer *lda, double *s, double *u, const lapack_integer *ldu, double *vt,
             const lapack_integer *ldvt, double *work, const lapack_integer *lwork,
             lapack_integer *iwork, lapack_integer *info, size_t);
void dgesvj_(const char *joba, const char *jobu, const char *jobv, const lapack_integer *m,
             const lapack_integer *n, double *a, const lapack_integer *lda, double *sva,
             const lapack_integer *mv, double *v, const lapack_integer *ldv, double *work,
             const lapack_integer *lwork, lapack_integer *info, size_t, size_t, size_t);

#endif
