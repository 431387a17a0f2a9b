import type { InputColumn, InputRules, InputType } from '../api/inputs';
import { input as words } from '../text/en/input';

/** Rules as people write them: allowed values stand one in a line. */
export interface RulesDraft {
  required: boolean;
  unique: boolean;
  protected: boolean;
  allowed: string;
  from: InputRules['allowedFrom'];
  min: string;
  max: string;
  pattern: string;
}

/** The rules of a column to be written. */
export function draftOf(rules: InputRules): RulesDraft {
  return {
    required: rules.required ?? false,
    unique: rules.unique ?? false,
    protected: rules.protected ?? false,
    allowed: (rules.allowed ?? []).join('\n'),
    from: rules.allowedFrom,
    min: rules.min ?? '',
    max: rules.max ?? '',
    pattern: rules.pattern ?? '',
  };
}

/** The rules that were written, without those that a type does not take and without what is empty. */
export function rulesOf(draft: RulesDraft, type: InputType): InputRules {
  const allowed = [...new Set(draft.allowed.split('\n').map((line) => line.trim()))].filter(Boolean);
  const bounds = takes(type, 'bounds');
  const lists = takes(type, 'allowed');
  return {
    ...(draft.required && { required: true }),
    ...(draft.unique && takes(type, 'unique') && { unique: true }),
    ...(draft.protected && { protected: true }),
    ...(lists && draft.from && { allowedFrom: draft.from }),
    ...(lists && !draft.from && allowed.length > 0 && { allowed }),
    ...(bounds && draft.min.trim() && { min: draft.min.trim() }),
    ...(bounds && draft.max.trim() && { max: draft.max.trim() }),
    ...(takes(type, 'pattern') && draft.pattern && { pattern: draft.pattern }),
  };
}

const bounded = new Set<InputType>(['integer', 'decimal', 'date', 'timestamp']);

/** Whether a rule makes sense for a type. */
export function takes(type: InputType, rule: 'unique' | 'allowed' | 'bounds' | 'pattern'): boolean {
  switch (rule) {
    case 'unique':
    case 'allowed':
      return type !== 'checkbox';
    case 'bounds':
      return bounded.has(type);
    case 'pattern':
      return type === 'text';
  }
}

/** The rules of a column in a few words each. */
export function ruleWords({ rules }: InputColumn): string[] {
  const said: [unknown, string][] = [
    [rules.required, words.said.required],
    [rules.unique, words.said.unique],
    [rules.protected, words.said.protected],
    [rules.allowed?.length || rules.allowedFrom, words.said.allowed],
    [rules.min, words.said.min(rules.min ?? '')],
    [rules.max, words.said.max(rules.max ?? '')],
    [rules.pattern, words.said.pattern],
  ];
  return said.filter(([isSet]) => isSet).map(([, text]) => text);
}
