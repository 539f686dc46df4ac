using System.Management.Automation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell.Commands;

/// <summary>Describes Gaussian images.</summary>
[Cmdlet(VerbsCommon.Get, "GaussianImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(GaussianDescription))]
public sealed class GetGaussianImageCommand : QueryCommand<GaussianDescription>
{
    [Parameter]
    public SwitchParameter AllowPrefix { get; set; }

    private protected override IReadOnlySet<string> InputExtensions => GaussianFileReader.Extensions;

    protected override Func<ImageInput, OperationContext, GaussianDescription> CreateQuery() =>
        (input, context) => GaussianDescription.Describe(input.Source, AllowPrefix, context.MaxThreads);

    protected override long EstimateMemory(ImageInput input) => GaussianDescription.EstimateMemory(input.Source);
}
