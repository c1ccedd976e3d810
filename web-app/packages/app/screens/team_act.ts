import type { TeamAct } from '@api-client/contract';

export type ActField =
    | 'on'
    | 'person_id'
    | 'role'
    | 'membership_id'
    | 'number'
    | 'issued_on'
    | 'signatory'
    | 'valid_from'
    | 'valid_to'
    | 'scan';

export type TypedField = Exclude<ActField, 'scan'>;
export type ActValues = Record<TypedField, string> & { scan?: File };

/** What a form begins with: today, and a member's usual role. */
export function first_values(today: string): ActValues {
    return {
        on: today,
        person_id: '',
        role: 'integrante',
        membership_id: '',
        number: '',
        issued_on: today,
        signatory: '',
        valid_from: today,
        valid_to: '',
    };
}

/** What each act needs to know, in the order it is asked. */
export const fields_of_act: Record<TeamAct, readonly ActField[]> = {
    convene: ['on'],
    invite: ['person_id', 'role', 'on'],
    accept: ['membership_id', 'on'],
    form: ['on'],
    draft_resolution: ['on'],
    number: ['number', 'issued_on'],
    sign: ['signatory', 'valid_from', 'valid_to', 'scan'],
    notify: ['on'],
    activate: ['on'],
    lapse: ['on'],
};

export interface ActRequest {
    act: TeamAct;
    scan?: { media_type: string; content: string };
    [field: string]: string | { media_type: string; content: string } | undefined;
}

async function base64_of(file: File): Promise<string> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = '';
    // In pieces, since a call takes only so many arguments.
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
}

/** The body of the request: the act, and of the values those it asks for. */
export async function request_of_act(act: TeamAct, values: ActValues): Promise<ActRequest> {
    const request: ActRequest = { act };
    for (const field of fields_of_act[act]) {
        if (field === 'scan') {
            if (values.scan !== undefined) {
                request.scan = { media_type: values.scan.type, content: await base64_of(values.scan) };
            }
        } else {
            request[field] = values[field].trim();
        }
    }
    return request;
}
