namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Compare, "StylizeImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(ImageComparison))]
[OptionsOf<FrameOptions>]
public sealed partial class CompareStylizeImageCommand : InputCmdlet<ComparisonItem, ComparedImage>
{
    private string _reference = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true), Alias("Source"), ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = "";

    protected override ItemRun<ComparisonItem, ComparedImage> CreateRun(RunContext<ComparedImage> context)
    {
        var frame = WithParameters(new FrameOptions()).Frame;
        return new QueryRun<ComparisonItem, ComparedImage>(
            context, input => new ComparisonItem(context.Open(input), context.Open(new RunInput(_reference))),
            (item, work) => item.Compare(frame, work), item => FileComparison.EstimateMemory(item.Input));
    }

    private protected override void Accept(IReadOnlyList<RunInput> inputs)
    {
        _reference = Checked(() => FullPath(ReferencePath, nameof(ReferencePath)));
        base.Accept(inputs);
    }

    protected override void WriteResult(BatchResult<ComparedImage> result)
    {
        var described = new PSObject(result.Value!.Comparison);
        described.Properties.Add(new PSNoteProperty("Path", result.Source));
        described.Properties.Add(new PSNoteProperty("ReferencePath", result.Value.ReferencePath));
        WriteObject(described);
    }
}
