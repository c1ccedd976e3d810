import type { components } from '@api-client/api_schema';
import type * as app from '@api-client/contract';

type Answers = components['schemas'];

/** `Given` is what the server documents, `Wanted` what the app reads: every member it reads must be there, as it reads it. */
type Gives<Given extends Wanted, Wanted> = [Given, Wanted];

/** docs/reference/api.yaml is what the server runs (a test of the server holds that); this file holds the app to it. */
export type AnswersTheAppReads = [
    Gives<Answers['Me'], app.Me>,
    Gives<Answers['ProgrammePage'], app.Profile>,
    Gives<Answers['HomePage'], app.Home>,
    Gives<Answers['TerritoryPage'], app.TerritoryPage>,
    Gives<Answers['SchoolItem'], app.School>,
    Gives<Answers['SchoolPage'], app.SchoolPage>,
    Gives<Answers['PersonItem'], app.Person>,
    Gives<Answers['PersonPage'], app.PersonPage>,
    Gives<Answers['PartnerItem'], app.Partner>,
    Gives<Answers['PartnerPage'], app.PartnerPage>,
    Gives<Answers['PersonOfPartner'], app.PersonOfPartner>,
    Gives<Answers['OwnIndicators'], app.OwnIndicators>,
    Gives<Answers['LandExportShown'], app.LandExport>,
    Gives<Answers['LookalikePeople'], app.LookalikePair>,
    Gives<Answers['TeamBoard'], app.TeamBoard>,
    Gives<Answers['UgelPage'], app.UgelPage>,
    Gives<Answers['CycleItem'], app.Cycle>,
    Gives<Answers['CyclePage'], app.CyclePage>,
    Gives<Answers['VisitSources'], app.VisitSources>,
    Gives<Answers['WaveSources'], app.WaveSources>,
    Gives<Answers['AccountShown'], app.Account>,
    Gives<Answers['SignInWays'], app.SignInWays>,
    Gives<Answers['LinkShown'], app.ProviderLink>,
    Gives<Answers['ReportShown'], app.Report>,
    Gives<Answers['ReportDetail'], app.ReportDetail>,
    Gives<Answers['SchoolPageItem'], app.SchoolPageItem>,
    Gives<Answers['DocumentShown'], app.ReportDocument>,
    Gives<Answers['ImportKindShown'], app.ImportKindFields>,
    Gives<Answers['ImportResult'], app.ImportResult>,
    Gives<Answers['EpisodeItem'], app.EpisodeItem>,
    Gives<Answers['EpisodePage'], app.EpisodePage>,
    Gives<Answers['ObserverBoard'], app.ObserverBoard>,
    Gives<Answers['ConflictListed'], app.ConflictItem>,
    Gives<Answers['ConflictShown'], app.ConflictPage>,
    Gives<Answers['DangerNoticeShown'], app.DangerNotice>,
    Gives<Answers['GroupsPage'], app.GroupsPage>,
    Gives<Answers['GroupMembers'], app.GroupMembers>,
    Gives<Answers['ProposalItem'], app.GroupProposal>,
    Gives<Answers['ProposalPage'], app.GroupProposalPage>,
    Gives<Answers['GroupsApplied'], app.GroupsApplied>,
];

/** `Sent` is what the app sends, `Taken` what the server documents that it takes. */
type Takes<Sent extends Taken, Taken> = [Sent, Taken];

export type ContentTheAppSends = [Takes<app.ReportOrder, Answers['ReportAsked']>, Takes<app.ImportOrder, Answers['ImportAsked']>, Takes<app.GroupsOrder, Answers['GroupsRequest']>];
