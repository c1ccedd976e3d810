import { ApiError, UnauthenticatedError } from '@api-client/api_problems';
import type { ImportKind, ImportOrder, ImportResult } from '@api-client/contract';
import { api } from '@app/api';
import { use_programme } from '@app/programme';
import { use_session } from '@app/session';
import { computed, reactive, ref, shallowRef, watch } from 'vue';

/** As large as the server takes once it is written in base 64. */
const largest_bytes = 8 << 20;

/** A column that nobody has said anything about: the server goes by its name. */
export const by_its_name = '';
export const passed_over = '-';

async function base64_of(file: File): Promise<string> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const pieces: string[] = [];
    for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
    return btoa(pieces.join(''));
}

/** A file on its way into a register: chosen, looked at, mended, looked at again, written. */
export function use_import_file() {
    const { path } = use_programme();
    const session = use_session();
    const kind = ref<ImportKind>('schools');
    const file = shallowRef<File>();
    const since = ref('');
    const cycle = ref('');
    const choices = reactive(new Map<string, string>());
    const constants = ref<{ field: string; value: string }[]>([]);
    const result = shallowRef<ImportResult>();
    const problem = shallowRef<ApiError>();
    const busy = ref(false);
    const is_too_large = computed(() => (file.value?.size ?? 0) > largest_bytes);

    // What was said of one file or register says nothing of the next.
    watch([kind, file], () => {
        choices.clear();
        constants.value = [];
        result.value = undefined;
        problem.value = undefined;
    });

    async function send(run: ImportOrder['run']): Promise<void> {
        const wanted = path('/imports');
        if (wanted === undefined || file.value === undefined || is_too_large.value) return;
        busy.value = true;
        problem.value = undefined;
        try {
            const columns = [...choices].filter(([, field]) => field !== by_its_name).map(([column, field]) => ({ column, field: field === passed_over ? '' : field }));
            result.value = await api.write<ImportResult>('POST', wanted, {
                kind: kind.value,
                run,
                file: file.value.name,
                content: await base64_of(file.value),
                columns,
                constants: constants.value.filter((one) => one.field !== '' && one.value !== ''),
                ...(since.value === '' ? {} : { since: since.value }),
                ...(kind.value === 'participation' ? { cycle: cycle.value } : {}),
            } satisfies ImportOrder);
        } catch (failure) {
            if (failure instanceof UnauthenticatedError) session.expired();
            if (!(failure instanceof ApiError)) throw failure;
            problem.value = failure;
        } finally {
            busy.value = false;
        }
    }
    return { kind, file, since, cycle, choices, constants, result, problem, busy, is_too_large, send };
}
