import { ApiError, UnauthenticatedError } from '@api-client/api_problems';
import type { Report, ReportDetail, ReportOrder } from '@api-client/contract';
import { api } from '@app/api';
import { use_programme } from '@app/programme';
import { use_session } from '@app/session';
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

/** How often the server is asked how far a report is. */
const pause_ms = 1500;

export const is_on_its_way = (report: Report): boolean => report.state === 'waiting' || report.state === 'working';

export interface FollowedReport {
    report: ShallowRef<Report | undefined>;
    problem: ShallowRef<ApiError | undefined>;
    asking: Ref<boolean>;
    /** Asks for a report and follows it until it is made; the server goes on when the page is left. */
    ask: (order: ReportOrder) => Promise<void>;
    follow: (id: string) => Promise<void>;
}

export function use_report_task(): FollowedReport {
    const { path } = use_programme();
    const session = use_session();
    const report = shallowRef<Report>();
    const problem = shallowRef<ApiError>();
    const asking = ref(false);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let turn = 0;

    function fail(failure: unknown): void {
        if (failure instanceof UnauthenticatedError) session.expired();
        if (!(failure instanceof ApiError)) throw failure;
        problem.value = failure;
    }

    async function look(id: string, mine: number): Promise<void> {
        const wanted = path(`/reports/${encodeURIComponent(id)}`);
        if (wanted === undefined) return;
        try {
            const fresh = await api.read<ReportDetail>(wanted);
            if (mine !== turn) return;
            take(fresh.value.report, mine);
        } catch (failure) {
            if (mine === turn) fail(failure);
        }
    }

    function take(fresh: Report, mine: number): void {
        report.value = fresh;
        problem.value = undefined;
        if (is_on_its_way(fresh)) timer = setTimeout(() => void look(fresh.id, mine), pause_ms);
    }

    function begin(): number {
        clearTimeout(timer);
        turn += 1;
        problem.value = undefined;
        return turn;
    }

    async function ask(order: ReportOrder): Promise<void> {
        const wanted = path('/reports');
        if (wanted === undefined) return;
        const mine = begin();
        asking.value = true;
        try {
            const fresh = await api.write<Report>('POST', wanted, order);
            if (mine === turn) take(fresh, mine);
        } catch (failure) {
            if (mine === turn) fail(failure);
        } finally {
            if (mine === turn) asking.value = false;
        }
    }

    onScopeDispose(() => {
        turn += 1;
        clearTimeout(timer);
    });
    return { report, problem, asking, ask, follow: (id) => look(id, begin()) };
}
