import type { PlaceName } from '@api-client/contract/shared';

export interface AccountGrant {
    id: string;
    role: string;
    territory?: PlaceName;
    valid_from: string;
    valid_to?: string;
}

/** Of whom is signed in; without a programme it opens none. */
export interface Grant extends AccountGrant {
    programme?: { id: string; code: string; name: string; country: string };
    permissions: string[];
}

export interface Me {
    id: string;
    login: string;
    name: string;
    language: string;
    must_change_password: boolean;
    grants: Grant[];
}

export interface Account {
    id: string;
    login: string;
    name: string;
    language: string;
    grants: AccountGrant[];
}

/** A new account comes with a password that is shown once and works once. */
export interface NewAccount extends Account {
    one_time_password: string;
}

/** How one may sign in besides a name and a password. `link_code` is for whom the provider has just confirmed. */
export interface SignInWays {
    provider?: { name: string };
    link_code?: string;
}

/** An account at the identity provider that opens one here. */
export interface ProviderLink {
    id: string;
    issuer: string;
    valid_from: string;
}

/** A token for scripts; its `secret` is in the answer that made it and nowhere else. */
export interface Token {
    id: string;
    label: string;
    valid_from: string;
    valid_to: string;
    secret?: string;
}

export interface SecondFactor {
    is_on: boolean;
    paper_codes_left: number;
}
