import { type Problem, toProblem } from '../api/problems';
import { type Faults, type FieldName, fieldOf } from './form';

/** What the server refused: at its field if that is shown, else as a whole. */
export function refusalOf(
  error: Error | null,
  shown: readonly FieldName[],
): { faults: Faults; failure: Problem | undefined } {
  if (!error) return { faults: {}, failure: undefined };
  const problem = toProblem(error);
  const field = fieldOf(problem.field, shown);
  return field
    ? { faults: { [field]: problem.message }, failure: undefined }
    : { faults: {}, failure: problem };
}
