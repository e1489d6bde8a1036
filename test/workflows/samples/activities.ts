/** The steps of the sample process; what they do does not matter to a replay. */
export const sampleActivities = {
  packGoods: async (_input: { tenant_id: string }): Promise<void> => undefined,
  sendGoods: async (_input: { tenant_id: string }): Promise<void> => undefined,
}

export type SampleActivities = typeof sampleActivities
