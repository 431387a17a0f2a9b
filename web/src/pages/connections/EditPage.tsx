import { PageHeader } from '../../ui/PageHeader';

/** EditPage is being built. */
export function EditPage() {
  return (
    <div className="page">
      <PageHeader title="Writ" />
    </div>
  );
}
