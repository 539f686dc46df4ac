using Stylize.Workers.Watching;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Watch, "StylizeBatch", DefaultParameterSetName = "Id")]
[OutputType(typeof(FileInfo), ParameterSetName = ["Id"])]
[OutputType("Stylize.Workers.Watching.BatchListing", ParameterSetName = ["List"])]
public sealed class WatchStylizeBatchCommand : BrokerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Id", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "List")]
    public SwitchParameter List { get; set; }

    [Parameter(ParameterSetName = "Id"), ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter(ParameterSetName = "Id"), ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    protected override void ProcessRecord()
    {
        if (List)
        {
            var warnings = new ConcurrentQueue<string>();
            var batches = new Batches(Address(), warnings.Enqueue);
            var list = Wait(Task.Run(() => batches.ListAsync(Stop)));
            while (warnings.TryDequeue(out var warning))
            {
                WriteWarning(warning);
            }

            WriteObject(list, enumerateCollection: true);
            return;
        }

        foreach (var id in Id)
        {
            Watch(id, new BatchWatch(Address(), id, Roots(Map)));
        }
    }

    private void Watch(string id, BatchWatch watch)
    {
        var progress = new ProgressDisplay(this, MyInvocation.MyCommand.Name);
        using var report = Checked(() => new BatchReport(
            ReportPath is null ? null : FullPath(ReportPath, nameof(ReportPath)), MyInvocation.MyCommand.Name, [new(nameof(Id), id)]));
        using (var events = watch.Run(() => progress.Update(() => watch.Progress), Stop).GetEnumerator())
        {
            while (Checked(events.MoveNext))
            {
                Show(events.Current, watch.IsPlate, report);
            }
        }

        progress.Complete();
        report.Finish();
        if (report.Failure is { } unfinished)
        {
            WriteError(ErrorRecords.From(unfinished, ReportPath));
        }

        if (watch.CanceledUnits > 0)
        {
            WriteWarning($"The batch was canceled. {watch.CanceledUnits} of {watch.Progress.Total} inputs were not processed.");
        }
    }

    private void Show(WatchEvent happened, bool isPlate, BatchReport report)
    {
        if (happened.Note is { } note)
        {
            WriteWarning(PrintableText.Escape(StylizeException.Spell(note, option => "-" + option)));
        }

        if (happened.Problem is { } problem)
        {
            WriteError(ErrorRecords.From(problem, null));
        }

        foreach (var failure in happened.Failed?.Failures ?? [])
        {
            WriteError(ErrorRecords.From(failure, happened.Failed!.Source));
        }

        if (happened.Done is not { } unit) return;

        report.Add(unit.Result);
        foreach (var message in unit.Messages)
        {
            WriteWarning($"{Path.GetFileName(message.Source)}: {message.Text}");
        }

        foreach (var file in unit.Files.Where(file => !file.IsCurrent))
        {
            WriteObject(
                isPlate ? (IEnumerable<PSObject>)[Plate(unit, file)] : OutputFile.DescribeAll(unit.Result), enumerateCollection: true);
        }
    }

    private static PSObject Plate(WatchedUnit unit, WrittenFile file) => OutputFile.Describe(file.Path,
    [
        new("Width", file.Width), new("Height", file.Height), .. file.Summary,
        new("Elapsed", unit.Elapsed), new("Phases", unit.Phases.ToArray()),
    ]);
}
