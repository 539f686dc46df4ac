namespace Stylize.Cli.Commands;

internal sealed class FormatsCommand : HostCommand
{
    public const string CommandName = "formats";
    public const string Summary = "List the image formats that are read and written.";

    private readonly Option<bool> _json;

    public FormatsCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _json = Declare<bool>("--json", null, "Print one JSON object per format.");
        Finish("stylize formats", "STYLIZE_LIBVIPS=system stylize formats");
    }

    protected override int Run(ParseResult values)
    {
        if (!values.GetValue(_json))
        {
            Host.Out.WriteLine($"{"format",-11}{"read",-6}{"written",-9}file names");
        }

        foreach (var row in FormatSupport.ListFor(Host.Codec))
        {
            Host.Print(
                values.GetValue(_json),
                $"{row.Format,-11}{(row.Reads ? "yes" : "no"),-6}{(row.Writes ? "yes" : "no"),-9}{string.Join(' ', row.Extensions)}",
                [
                    new("Format", row.Format), new("Extensions", row.Extensions), new("Reads", row.Reads), new("Writes", row.Writes),
                ]);
        }

        if (!values.GetValue(_json))
        {
            var isLibVips = Host.Codec.Name.StartsWith("libvips", StringComparison.Ordinal);
            Host.Out.WriteLine($"Codec: {Host.Codec.Name}."
                + (isLibVips ? " Set STYLIZE_LIBVIPS to system or a file to use a different libvips." : ""));
        }

        return ExitCode.AllDone;
    }
}
