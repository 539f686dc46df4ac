using Stylize.Engine.Imaging.Palettes;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizePalette")]
[OutputType(typeof(StylizePalette))]
public sealed class GetStylizePaletteCommand : PSCmdlet
{
    [Parameter(Position = 0), ArgumentCompleter(typeof(PaletteCompleter)), SupportsWildcards, ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    protected override void EndProcessing()
    {
        foreach (var wanted in Name)
        {
            var pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
            var found = NamedPalettes.Names.Where(pattern.IsMatch).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(wanted))
            {
                var failure = Engine.StylizeException.NoSuch("Name", "palette", wanted, NamedPalettes.Names);
                WriteError(ErrorRecords.From(failure, wanted));
            }

            foreach (var name in found)
            {
                WriteObject(StylizePalette.FromPalette(NamedPalettes.Get(name)));
            }
        }
    }
}
