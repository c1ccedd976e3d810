export interface IdentityProvider {
    issuer: string;
    close: () => Promise<void>;
}
export function start_identity_provider(return_to: string, secret: string): Promise<IdentityProvider>;
