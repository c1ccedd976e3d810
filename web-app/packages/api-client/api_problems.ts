/** One class a condition, so that a screen can say what happened and what to do next. */
export abstract class ApiError extends Error {
    /** The code of the server's catalogue (docs/reference/problems.md); empty when there is none. */
    code = '';

    /** The sentence of the server, in the reader's language; empty when there is none. */
    constructor(
        readonly sentence: string,
        name: string,
    ) {
        super(sentence || name);
        this.name = name;
    }
}

/** No answer: no network, or no server behind it. Nothing was written. */
export class UnreachableError extends ApiError {
    constructor() {
        super('', 'UnreachableError');
    }
}
export class UnauthenticatedError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'UnauthenticatedError');
    }
}
/** The password was right and the account asks for the code of its second device as well. */
export class CodeNeededError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'CodeNeededError');
    }
}
export class ForbiddenError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'ForbiddenError');
    }
}
export class NotFoundError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'NotFoundError');
    }
}
/** Someone else changed it meanwhile, or it exists already. */
export class ConflictError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'ConflictError');
    }
}
/** A value breaks a rule; `field` names it as the request does. */
export class InvalidInputError extends ApiError {
    constructor(
        sentence: string,
        readonly field: string,
    ) {
        super(sentence, 'InvalidInputError');
    }
}
export class TooManyAttemptsError extends ApiError {
    constructor(
        sentence: string,
        readonly seconds: number,
    ) {
        super(sentence, 'TooManyAttemptsError');
    }
}
export class BusyError extends ApiError {
    constructor(sentence: string) {
        super(sentence, 'BusyError');
    }
}
/** The server failed, or said something this version of the app does not know. */
export class UnexpectedAnswerError extends ApiError {
    constructor(
        sentence: string,
        readonly status: number,
    ) {
        super(sentence, 'UnexpectedAnswerError');
    }
}

interface ProblemDocument {
    title?: string;
    detail?: string;
    code?: string;
    field?: string;
}

function text_of(value: unknown, key: string): string {
    if (typeof value !== 'object' || value === null) return '';
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' ? found : '';
}

/** The condition an answer stands for, from its problem document (RFC 9457) and status. */
export function problem_of(status: number, body: unknown, retry_after: string | null): ApiError {
    const problem = condition_of(status, body, retry_after);
    problem.code = text_of(body, 'code');
    return problem;
}

function condition_of(status: number, body: unknown, retry_after: string | null): ApiError {
    const document: Required<ProblemDocument> = {
        title: text_of(body, 'title'),
        detail: text_of(body, 'detail'),
        code: text_of(body, 'code'),
        field: text_of(body, 'field'),
    };
    const sentence = document.detail || document.title;
    switch (status) {
        case 400:
        case 413:
        case 422:
            return new InvalidInputError(sentence, document.field);
        case 401:
            return document.code === 'code_needed' ? new CodeNeededError(sentence) : new UnauthenticatedError(sentence);
        case 403:
            return new ForbiddenError(sentence);
        case 404:
            return new NotFoundError(sentence);
        case 409:
            return new ConflictError(sentence);
        case 429:
            return new TooManyAttemptsError(sentence, Number.parseInt(retry_after ?? '', 10) || 60);
        case 503:
            return new BusyError(sentence);
        default:
            return new UnexpectedAnswerError(sentence, status);
    }
}
