using Stylize.Workers.Watching;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Watch, "StylizeBatch", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", ParameterSetName = ["Id"])]
[OutputType("Stylize.Workers.Watching.BatchListing", ParameterSetName = ["List"])]
public sealed class WatchStylizeBatchCommand : BrokerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Id", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
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
            var list =
                BackgroundWork.Run(this, Stop, _ => batches.ListAsync(Stop).GetAwaiter().GetResult(), isShown: false);
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
        using var report = Checked(() => new BatchReport(
            ReportPath is { } report && ShouldProcess(report, "Write the report")
                ? FullPath(report, nameof(ReportPath)) : null,
            MyInvocation.MyCommand.Name,
            [new(nameof(Id), id)]));
        var display = new CmdletDisplay<WrittenFile>(this, result => Write(result, watch.IsPlate));
        Checked(() => watch.Show(display, report, Stop));
        if (watch.CanceledUnits > 0)
        {
            WriteWarning(
                $"The batch was canceled. {watch.CanceledUnits} of {watch.Progress.Total} inputs were not processed.");
        }
    }

    private void Write(BatchResult<WrittenFile> result, bool isPlate)
    {
        var file = result.Value!;
        if (file.IsCurrent) return;

        WriteObject(
            !isPlate ? OutputFile.DescribeAll(result) :
            [
                OutputFile.Describe(file.Path,
                [
                    new("Width", file.Width), new("Height", file.Height), .. file.Summary,
                    new("Elapsed", result.Elapsed), new("Phases", result.Phases.ToArray()),
                ]),
            ],
            enumerateCollection: true);
    }
}
