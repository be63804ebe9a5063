/** Groups, and one user, with a meaning of their own: k8s.io/apiserver/pkg/authentication/user. */

/** May do everything. */
export const mastersGroup = 'system:masters'
/** Everyone whom an authenticator knows. */
export const authenticatedGroup = 'system:authenticated'
/** Everyone else, where that is allowed at all: the health checks. */
export const unauthenticatedGroup = 'system:unauthenticated'
/** Who presents no credential, where that is allowed. */
export const anonymousUser = 'system:anonymous'
