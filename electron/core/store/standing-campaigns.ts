/** The list and campaign that a "once per person" rule keeps for life, one pair per content. */
import type { Database } from './database.ts';

export interface StandingCampaign {
  listId: string;
  campaignId: string;
  activityId: string;
}

export type StandingCampaignStore = ReturnType<typeof createStandingCampaignStore>;

export function createStandingCampaignStore(db: Database) {
  const select = db.prepare(
    `SELECT list_id AS listId, campaign_id AS campaignId, activity_id AS activityId
     FROM standing_campaign WHERE rule_id = ? AND content_hash = ?`,
  );
  const upsert = db.prepare(
    `INSERT INTO standing_campaign (rule_id, content_hash, list_id, campaign_id, activity_id)
     VALUES (:ruleId, :hash, :listId, :campaignId, :activityId)
     ON CONFLICT (rule_id, content_hash) DO UPDATE SET list_id = excluded.list_id,
       campaign_id = excluded.campaign_id, activity_id = excluded.activity_id`,
  );
  const remove = db.prepare('DELETE FROM standing_campaign WHERE rule_id = ? AND content_hash = ?');

  return {
    get(ruleId: string, hash: string): StandingCampaign | undefined {
      const row = select.get(ruleId, hash) as unknown as StandingCampaign | undefined;
      return row === undefined ? undefined : { ...row };
    },
    save(ruleId: string, hash: string, standing: StandingCampaign): void {
      upsert.run({ ruleId, hash, ...standing });
    },
    remove(ruleId: string, hash: string): void {
      remove.run(ruleId, hash);
    },
    /** Forgets them all: the account is another one. */
    clear(): void {
      db.exec('DELETE FROM standing_campaign');
    },
  };
}
