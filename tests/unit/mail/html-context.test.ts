import { expect, test } from 'vitest';
import {
  placeAfter,
  placeAfterBlock,
  startOfDocument,
} from '../../../electron/core/mail/html-context.ts';

test.each([
  ['<p>Hello ', 'text'],
  ['1 < 2 and ', 'text'],
  ['<a href="', 'double-quotes'],
  ["<a title='it ", 'single-quotes'],
  ['<a href="x" ', 'tag'],
  ['<a href=', 'tag'],
  ['<a title="a > b">', 'text'],
  ['<!-- ', 'comment'],
  ['<!-- <p> -->', 'text'],
  ['<!--[if mso]><p>', 'text'],
  ['<!--[if mso]><p><![endif]-->', 'text'],
  ['<style>p { content: "<p>', 'style'],
  ['<style>p {}</style>', 'text'],
  ['<script>', 'script'],
])('after %s one is in: %s', (html, place) => {
  expect(placeAfter(html, startOfDocument).in).toBe(place);
});

test.each([
  ['{% if a %}<b>x</b>{% else %}y{% endif %}', 'text'],
  ['{% if a %}<a href="{{ b }}">{% endif %}', 'text'],
  ['{% if a %}<a href="x{% else %}<a href="y{% endif %}', 'unknown'],
  ['{% if a %}<p title="{% else %}">{% endif %}', 'unknown'],
  ['{% for a in b %}<!--{% endfor %}', 'unknown'],
])('after the block %s one is in: %s', (source, place) => {
  expect(placeAfterBlock(source, startOfDocument).in).toBe(place);
});
