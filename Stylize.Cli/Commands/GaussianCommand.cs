using Stylize.Engine.Gaussians.Decoding;

namespace Stylize.Cli.Commands;

internal sealed class GaussianCommand : Command
{
    public const string CommandName = "gaussian";
    public const string Summary = "Encode, decode, edit and describe 2D Gaussian images (.g2d).";

    public GaussianCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        foreach (var operation in OperationCatalog.All.Where(
            o => o.Name.StartsWith(CommandName + " ", StringComparison.Ordinal)))
        {
            Subcommands.Add(OperationCommand.Create(host, operation));
        }

        Subcommands.Add(new QueryVerbCommand(host, "info", new GaussianInfoVerb()));
        HelpText.Extend(this, ["stylize gaussian encode photo.jpg --count 10000 --preview",
            "stylize gaussian decode photo.g2d --scale 4", "stylize gaussian info photo.g2d --json"]);
    }
}
