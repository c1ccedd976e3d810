/** A filled form that came twice with different answers, and waits for a person to decide. */
export interface ConflictItem {
    submission: string;
    kind: 'second_correction' | 'other_content';
    form: string;
    received_on: string;
}

export interface AnswerDifference {
    path: string;
    base: string;
    mine: string;
    theirs: string;
}

export interface ConflictPage extends ConflictItem {
    mine: string;
    base?: string;
    differences: AnswerDifference[];
}
