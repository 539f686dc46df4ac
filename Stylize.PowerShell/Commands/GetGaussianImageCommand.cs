using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "GaussianImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(GaussianDescription))]
public sealed class GetGaussianImageCommand : InputCmdlet<FileItem, GaussianDescription>
{
    [Parameter]
    public SwitchParameter AllowPrefix { get; set; }

    private protected override IReadOnlySet<string> InputExtensions => GaussianFileReader.Extensions;

    protected override ItemRun<FileItem, GaussianDescription> CreateRun(RunContext<GaussianDescription> context) =>
        new QueryRun<FileItem, GaussianDescription>(
            context, input => new FileItem(context.Open(input)),
            (item, work) => GaussianDescription.Describe(item.Input.Source, AllowPrefix, work.MaxThreads),
            item => GaussianDescription.EstimateMemory(item.Input.Source));

    protected override void WriteResult(BatchResult<GaussianDescription> result)
    {
        var described = new PSObject(result.Value!);
        described.Properties.Add(new PSNoteProperty("Path", result.Source));
        WriteObject(described);
    }
}
