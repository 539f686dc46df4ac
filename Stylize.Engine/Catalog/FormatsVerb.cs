using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog;

/// <summary>Lists the formats of files.</summary>
[Verb("Get-StylizeFormat", Summary, Row = "format", Output = "Stylize.Engine.Catalog.FormatSupport",
    Examples = ["stylize formats", "STYLIZE_LIBVIPS=system stylize formats"])]
internal sealed record FormatsVerb : IVerb
{
    /// <inheritdoc cref="VerbAttribute.Summary"/>
    public const string Summary = "List the image formats that are read and written.";

    /// <inheritdoc/>
    public void Run(IVerbRun run)
    {
        run.Line($"{"format",-11}{"read",-6}{"written",-9}file names");
        foreach (var row in FormatSupport.ListFor(run.Codec))
        {
            run.Write(new VerbRow(
                $"{row.Format,-11}{(row.Reads ? "yes" : "no"),-6}{(row.Writes ? "yes" : "no"),-9}{string.Join(' ', row.Extensions)}",
                [
                    new("Format", row.Format), new("Extensions", row.Extensions), new("Reads", row.Reads),
                    new("Writes", row.Writes),
                ])
            {
                Value = row,
            });
        }

        var isLibVips = run.Codec.Name.StartsWith("libvips", StringComparison.Ordinal);
        run.Line($"Codec: {run.Codec.Name}."
            + (isLibVips ? " Set STYLIZE_LIBVIPS to system or a file to use a different libvips." : ""));
    }
}
