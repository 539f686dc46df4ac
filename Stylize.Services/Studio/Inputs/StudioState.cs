using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Lines;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Inputs;

/// <summary>What the user chose, as the page sends it.</summary>
/// <param name="Input">Identifier of the input.</param>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Preset">Name of the preset; null for none.</param>
/// <param name="Given">Texts of options by name, as on the command line.</param>
/// <param name="Frame">The frame that the page shows, which only previews use.</param>
internal sealed record StateBody(
    int Input, string Operation, string? Preset, Dictionary<string, string> Given, int? Frame = null);

/// <summary>An input, an operation, and the options that the user chose: the same start as that of a command.</summary>
internal sealed record StudioState(
    StudioInput Input, OperationDefinition Operation, string? Preset, IReadOnlyList<KeyValuePair<string, string>> Given)
{
    private const int MaxText = 20_000;

    /// <exception cref="Refusal">The input or the operation does not exist, or does not suit the other.</exception>
    /// <exception cref="StylizeException">OptionInvalid: the operation does not have an option.</exception>
    public static StudioState Read(StateBody body, InputList inputs)
    {
        var input = inputs.Require(body.Input);
        var operation = OperationCatalog.All.FirstOrDefault(one => one.Name == body.Operation)
            ?? throw Refusal.Malformed("the operation does not exist");
        if (!input.Suits(operation)) throw Refusal.Malformed($"{operation.Name} does not read '{input.Name}'");

        var given = new List<KeyValuePair<string, string>>();
        foreach (var option in SessionOptions.ForOperation(operation))
        {
            if (body.Given.TryGetValue(option.Name, out var text) && text is { Length: > 0 and <= MaxText }
                && !text.Contains('\0'))
            {
                given.Add(new(option.Name, text));
            }
        }

        if (given.Count < body.Given.Count(pair => pair.Value != ""))
        {
            throw Refusal.Malformed(
                $"{operation.Name} does not have all of its options, or a value is not a text of at most {MaxText} "
                + "characters");
        }

        return new StudioState(input, operation, string.IsNullOrEmpty(body.Preset) ? null : body.Preset, given);
    }

    /// <param name="destination">The destination as typed; null for none.</param>
    public StartOptions Start(IOptionInputs files, string? destination = null) =>
        CommandLines.Start(Operation, Preset, Given, files, destination);

    public IOperationOptions Options(IOptionInputs files) => Operation.OptionsOf(Start(files).Records());

    public TOptions Options<TOptions>(IOptionInputs files) => Start(files).Records().OfType<TOptions>().Single();
}

/// <summary>The options of operations that the page shows.</summary>
internal static class SessionOptions
{
    /// <summary>Returns the options of an operation in order, without those of batches and of presets.</summary>
    public static IEnumerable<OptionDeclaration> ForOperation(OperationDefinition operation) => operation.OptionTypes
        .SelectMany(type => OptionSet.ForRecord(type).All)
        .Where(option => option.Declared is { OnlyInPresets: false, Group: not HelpGroup.Batch })
        .DistinctBy(option => option.Name);
}
