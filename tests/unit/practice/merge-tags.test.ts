import { describe, expect, test } from 'vitest';
import { fillTags, findTags } from '../../../electron/core/practice/campaigns/merge-tags.ts';

const plain = { html: false, escaped: false };
const values = { FIRSTNAME: 'Ada', LASTNAME: '', 'CUSTOM.ORDER_1': '$& 42' };

describe('merge tags', () => {
  test.each([
    ['[[FIRSTNAME]]', 'Ada'],
    ['[[firstName]]', 'Ada'],
    ['[[ FIRSTNAME ]]', 'Ada'],
    ['[[FIRSTNAME OR "friend"]]', 'Ada'],
    ['[[LASTNAME or "friend"]]', 'friend'],
    ['[[LASTNAME]]', ''],
    ['[[LASTNAME OR ""]]', ''],
    ['[[Custom.Order_1 OR "none"]]', '$& 42'],
    ['[[UNKNOWN OR "x"]]', '[[UNKNOWN OR "x"]]'],
    ['[[CUSTOM.other]]', '[[CUSTOM.other]]'],
    ['[FIRSTNAME] [[FIRSTNAME', '[FIRSTNAME] [[FIRSTNAME'],
    ['[[FIRSTNAME]][[FIRSTNAME]]', 'AdaAda'],
  ])('%s becomes %s', (text, filled) => {
    expect(fillTags(text, values, plain)).toBe(filled);
  });

  test('the tracking image is one in HTML only', () => {
    expect(fillTags('[[trackingImage]]', {}, { html: true, escaped: true })).toMatch(/^<img /);
    expect(fillTags('[[TRACKINGIMAGE]]', {}, plain)).toBe('');
  });

  test('what is filled in is not looked at again', () => {
    const sly = { FIRSTNAME: '[[LASTNAME]]', LASTNAME: 'x' };
    expect(fillTags('[[FIRSTNAME]]', sly, plain)).toBe('[[LASTNAME]]');
  });

  test('are found once each', () => {
    const found = findTags('[[FirstName]] [[CUSTOM.a_b OR "x"]]', '[[FIRSTNAME]]');
    expect(found).toEqual(['FIRSTNAME', 'CUSTOM.A_B']);
  });
});
