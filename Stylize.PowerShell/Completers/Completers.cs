using System.Management.Automation.Language;
using System.Reflection;
using Stylize.Engine.Catalog.Completion;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes values of an option: colors, palettes, pens, paper sizes, and the wells and channels of the input
/// files.</summary>
public sealed class OptionValueCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        return Parameters(commandName)
            .Where(property => property.Name.Equals(parameterName, StringComparison.OrdinalIgnoreCase))
            .SelectMany(property => property.GetCustomAttributes(false).OfType<IOptionOf>())
            .SelectMany(option => Candidates.ForOption(
                option.Declaration, () => InputFiles(fakeBoundParameters),
                name => fakeBoundParameters[name]?.ToString(), ImageCodecs.Default))
            .Where(candidate => candidate.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(Describe);
    }

    /// <summary>Converts a candidate to a completion result; palettes and colors have a swatch.</summary>
    internal static CompletionResult Describe(Candidate candidate)
    {
        var isPlain = candidate.Text.AsSpan().IndexOfAny(" ,;#@(){}$'") < 0;
        var text = isPlain ? candidate.Text : $"'{candidate.Text.Replace("'", "''")}'";
        var tip = candidate.Tip.Length == 0 ? candidate.Text : candidate.Tip;
        if (BuiltInPalettes.Find(candidate.Text) is { } palette)
        {
            tip = $"{candidate.Text}, {palette.Colors.Count} colors: {PaletteSwatch.Draw(palette.Colors)}";
        }
        else if (candidate.Tip.StartsWith('#') && HexColor.TryParse(candidate.Tip, out var color))
        {
            tip = $"{candidate.Tip} {PaletteSwatch.Draw([color])}";
        }

        return new CompletionResult(text, candidate.Text, CompletionResultType.ParameterValue, tip);
    }

    private static IEnumerable<PropertyInfo> Parameters(string commandName) =>
        CompletedCmdlet.Find(commandName)?.GetProperties() ?? [];

    /// <summary>The files of -Path or -LiteralPath if they are specified, otherwise those in the current
    /// folder.</summary>
    private static IEnumerable<string> InputFiles(IDictionary bound)
    {
        var given = (bound["LiteralPath"] ?? bound["Path"]) switch
        {
            string path => [path],
            IEnumerable paths => [.. paths.Cast<object?>().Select(path => $"{path}")],
            _ => Array.Empty<string>(),
        };
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        var found = shell.AddCommand("Resolve-Path").AddParameter("Path", given.Length == 0 ? ["."] : given)
            .AddParameter("ErrorAction", "Ignore").Invoke<PathInfo>();
        return found.Where(path => path.Provider.Name == "FileSystem")
            .SelectMany(path => Directory.Exists(path.ProviderPath)
                ? InputFolder.FilesOfPlate(
                    path.ProviderPath, FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats))
                : [path.ProviderPath]);
    }
}

/// <summary>The cmdlet whose parameters are completed.</summary>
internal static class CompletedCmdlet
{
    /// <summary>Returns the class of a cmdlet, also by an alias or with the prefix of an import; null for other
    /// commands.</summary>
    internal static Type? Find(string commandName)
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        var found = shell.AddCommand("Get-Command").AddParameter("Name", commandName)
            .AddParameter("ErrorAction", "Ignore").Invoke<CommandInfo>().FirstOrDefault();
        return ((found as AliasInfo)?.ResolvedCommand ?? found) is CmdletInfo cmdlet ? cmdlet.ImplementingType : null;
    }

    /// <summary>Returns the name of the cmdlet as its class declares it.</summary>
    internal static string NameOf(string commandName) =>
        Find(commandName)?.GetCustomAttribute<CmdletAttribute>() is { } declared
            ? $"{declared.VerbName}-{declared.NounName}" : commandName;
}

/// <summary>Completes the names of operations: for Submit-StylizeBatch those that workers support, otherwise those with
/// presets.</summary>
public sealed class OperationCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        (CompletedCmdlet.NameOf(commandName) == "Submit-StylizeBatch"
            ? OperationCatalog.ForWorkers.Select(operation => new Candidate(operation.PascalName, operation.Summary))
            : Candidates.Operations(kebab: false))
            .Where(operation => operation.Text.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(OptionValueCompleter.Describe);
}

/// <summary>Completes the names of built-in and saved presets of the operation of -Operation or of the
/// cmdlet.</summary>
public sealed class PresetCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            var operation = fakeBoundParameters["Operation"] is string name
                ? OperationCatalog.Find(name)
                : OperationCatalog.OfCmdlet(CompletedCmdlet.NameOf(commandName));
            return operation is null ? [] : Candidates.Presets(operation.PresetOwner ?? operation)
                .Where(preset =>
                    preset.Text.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
                .Select(OptionValueCompleter.Describe);
        }
        catch (StylizeException)
        {
            return [];
        }
    }
}

/// <summary>Completes the options of -Operation, or of all operations with presets if it names none, and their
/// values.</summary>
public sealed class VaryCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var name = $"{fakeBoundParameters["Operation"]}";
        var typed = wordToComplete.Trim('\'', '"');
        return Candidates.Varied(
            OperationCatalog.All.FirstOrDefault(operation => operation.IsNamed(name)), kebab: false, typed)
            .Where(option => option.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(option => option.Text, StringComparer.Ordinal)
            .Select(option => OptionValueCompleter.Describe(
                option with { Tip = StylizeException.Spell(option.Tip, static option => "-" + option) }));
    }
}

/// <summary>Completes the names in the database of -Database.</summary>
public sealed class StoredCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        if ($"{fakeBoundParameters["Database"]}" is not { Length: > 0 } database) return [];

        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        var found = shell.AddCommand("Resolve-Path").AddParameter("LiteralPath", database)
            .AddParameter("ErrorAction", "Ignore");
        var databases = MeasurementStores.IsPostgres(database)
            ? [database] : found.Invoke<PathInfo>().Select(path => path.ProviderPath);
        return databases.SelectMany(one => StoredNames.Find(one, parameterName))
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => OptionValueCompleter.Describe(new Candidate(name)));
    }
}

/// <summary>Completes the names of palettes; if none matches, PowerShell completes file names.</summary>
public sealed class PaletteCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        // In Turkish, the capital of "i" is not "I".
        const WildcardOptions ignoresCase = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", ignoresCase);
        return BuiltInPalettes.Names.Where(pattern.IsMatch)
            .Select(name => OptionValueCompleter.Describe(new Candidate(name)));
    }
}
