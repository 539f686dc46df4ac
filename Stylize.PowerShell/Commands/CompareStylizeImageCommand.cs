using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell.Commands;

/// <summary>Measures how far images are from a reference.</summary>
[Cmdlet(VerbsData.Compare, "StylizeImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(ImageComparison))]
public sealed class CompareStylizeImageCommand : QueryCommand<ImageComparison>
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = "";

    [Parameter, Option<FrameOptions>]
    public int? Frame { get; set; }

    protected override Func<ImageInput, OperationContext, ImageComparison> CreateQuery()
    {
        ReferencePath = FullPath(ReferencePath, nameof(ReferencePath));
        var reference = ImageSource.File(ReferencePath);
        var frame = Lay(new FrameOptions()).Frame;
        return (image, context) =>
            FileComparison.Compare(image, new ImageInput(reference, ImageCodecs.Default, DecodeOptions), frame, context);
    }

    protected override long EstimateMemory(ImageInput input) => FileComparison.EstimateMemory(input);

    protected override IEnumerable<PSObject> Describe(string path, ImageComparison value)
    {
        foreach (var described in base.Describe(path, value))
        {
            described.Properties.Add(new PSNoteProperty("ReferencePath", ReferencePath));
            yield return described;
        }
    }
}
