using System.Management.Automation;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell.Commands;

/// <summary>Measures how far images are from a reference.</summary>
[Cmdlet(VerbsData.Compare, "StylizeImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(ImageComparison))]
public sealed class CompareStylizeImageCommand : InputCommand<ComparisonItem, ComparedImage>
{
    /// <summary>The reference of the images; what the cmdlets write names its source, so that it can be piped.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Source")]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = "";

    [Parameter, Option<FrameOptions>]
    public int? Frame { get; set; }

    protected override ItemBatch<ComparisonItem, ComparedImage> CreateBatch(BatchOptions options)
    {
        var frame = Lay(new FrameOptions()).Frame;
        return new((item, context) => item.Compare(frame, context), options, item => FileComparison.EstimateMemory(item.Input), Stop);
    }

    protected override void Accept(IEnumerable<string> paths)
    {
        var reference = Checked(() => FullPath(ReferencePath, nameof(ReferencePath)));
        Post(paths.Where(_ => IsMine()).Select(path => new ComparisonItem(Input(path), Input(reference))));
    }

    protected override void WriteResult(BatchResult<ComparedImage> result)
    {
        var described = new PSObject(result.Value!.Comparison);
        described.Properties.Add(new PSNoteProperty("Path", result.Source));
        described.Properties.Add(new PSNoteProperty("ReferencePath", result.Value.ReferencePath));
        WriteObject(described);
    }
}
