/** The words given are not the PIN this store was locked with. */
export class WrongPinError extends Error {
    /** `wait_seconds`: how long before the next try, where the store is not emptied. */
    constructor(
        readonly attempts_left: number,
        readonly wait_seconds?: number,
    ) {
        super('The PIN does not open this store.');
        this.name = 'WrongPinError';
    }
}

/** After several wrong PINs the next try waits; what was begun here and exists nowhere else is not erased for guesses. */
export class WaitBeforePinError extends Error {
    constructor(readonly seconds: number) {
        super(`The next try is in ${seconds} seconds.`);
        this.name = 'WaitBeforePinError';
    }
}

/** Too many wrong PINs: the store was emptied. Nothing is lost, since all it held is on the server. */
export class VaultErasedError extends Error {
    constructor() {
        super('The store was erased after too many wrong PINs.');
        this.name = 'VaultErasedError';
    }
}

/** The PIN is shorter than what this store takes. */
export class PinTooShortError extends Error {
    constructor(readonly shortest: number) {
        super(`A PIN has at least ${shortest} characters.`);
        this.name = 'PinTooShortError';
    }
}

/** The browser has no protected store: no HTTPS, or a private window. */
export class NoProtectedStoreError extends Error {
    constructor() {
        super('This browser offers no encrypted store here.');
        this.name = 'NoProtectedStoreError';
    }
}
