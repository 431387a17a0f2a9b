import { toProblem } from '../../api/problems';
import { type Remembered, useForget } from '../../api/uploads';
import { reading as words } from '../../text/en/reading';
import { formatAge } from '../../text/format';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/State';
import { toast } from '../../ui/Toast';

interface Props {
  uploadId: string;
  remembered: Remembered;
  onStartOver: () => void;
}

/** Says that the choices are those of an earlier file of the source, and how to be rid of them. */
export function RememberedNote({ uploadId, remembered: { fileName, updatedAt }, onStartOver }: Props) {
  const forget = useForget(uploadId);
  return (
    <Notice tone="info" title={words.remembered(fileName, formatAge(updatedAt, Date.now()))}>
      <p>{words.rememberedText}</p>
      <div className="row">
        <Button onPress={onStartOver}>{words.startOver}</Button>
        <Button
          isPending={forget.isPending}
          onPress={() =>
            forget.mutate(undefined, {
              onSuccess: () => {
                toast(words.forgotten);
                onStartOver();
              },
              onError: (error) => toast(toProblem(error).message, 'bad'),
            })
          }
        >
          {words.forget}
        </Button>
      </div>
    </Notice>
  );
}
