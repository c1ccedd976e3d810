/** What the server says, as its API document has it, a file for each subject. Absent values are left out of the object. */
export * from '@api-client/contract/accounts';
export * from '@api-client/contract/conflicts';
export * from '@api-client/contract/groups';
export * from '@api-client/contract/imports';
export * from '@api-client/contract/observation';
export * from '@api-client/contract/people';
export * from '@api-client/contract/places';
export * from '@api-client/contract/privacy';
export * from '@api-client/contract/programme';
export * from '@api-client/contract/reports';
export * from '@api-client/contract/shared';
export * from '@api-client/contract/teams';
export * from '@api-client/contract/visits';
