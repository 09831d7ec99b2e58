/** The accounts of the invented web shop. */
export const SHOP = '111122223333';
export const PAYMENTS = '444455556666';
export const SEARCH = '777788889999';

export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
export type Region = (typeof REGIONS)[number];
