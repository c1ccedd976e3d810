import { readonly, ref } from 'vue';

export interface Toast {
    number: number;
    text: string;
    tone: 'done' | 'late';
}

const shown = ref<Toast[]>([]);
let last_number = 0;

/** What is being said now, in the order it was said. */
export const toasts = readonly(shown);

/** Says in passing that something was done; a failure stays until it is closed. */
export function say(text: string, tone: Toast['tone'] = 'done'): void {
    const number = ++last_number;
    // One good word at a time, so that a quick hand isn't buried in them; failures add up.
    shown.value = [...shown.value.filter((toast) => toast.tone === 'late'), { number, text, tone }];
    if (tone === 'done') setTimeout(() => close_toast(number), 8000);
}

export function close_toast(number: number): void {
    shown.value = shown.value.filter((toast) => toast.number !== number);
}

/** Nothing of what was said stays: somebody else looks at the screen now. */
export function clear_toasts(): void {
    shown.value = [];
}
