namespace Stylize.Cli.Commands;

internal sealed class FormatsCommand : Command
{
    public const string CommandName = "formats";
    public const string Summary = "List the image formats that are read and written.";

    private readonly CommandHost _host;
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per format." };

    public FormatsCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Options.Add(_json);
        HelpText.Extend(this, ["stylize formats", "STYLIZE_LIBVIPS=system stylize formats"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        if (!values.GetValue(_json))
        {
            _host.Out.WriteLine($"{"format",-11}{"read",-6}{"written",-9}file names");
        }

        foreach (var row in FormatSupport.Of(_host.Codec))
        {
            if (values.GetValue(_json))
            {
                JsonLine.Write(
                    _host.Out,
                    [
                        new("Format", row.Format),
                        new("Extensions", row.Extensions),
                        new("Reads", row.Reads),
                        new("Writes", row.Writes),
                    ]);
            }
            else
            {
                _host.Out.WriteLine(
                    $"{row.Format,-11}{(row.Reads ? "yes" : "no"),-6}{(row.Writes ? "yes" : "no"),-9}{string.Join(' ', row.Extensions)}");
            }
        }

        if (!values.GetValue(_json))
        {
            var isLibVips = _host.Codec.Name.StartsWith("libvips", StringComparison.Ordinal);
            _host.Out.WriteLine($"Codec: {_host.Codec.Name}."
                + (isLibVips ? " Set STYLIZE_LIBVIPS to system or a file to use a different libvips." : ""));
        }

        return ExitCode.AllDone;
    }
}
