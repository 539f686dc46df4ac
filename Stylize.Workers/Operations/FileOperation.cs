using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Workers.Operations;

internal sealed class FileOperation<TOptions>(
    string name,
    string engineName,
    Func<TOptions, IOperation> create,
    Func<string?, string?, TOptions> start,
    IReadOnlySet<string>? extensions = null,
    TOptions? example = null) : CarriedOperation
    where TOptions : class, IOperationOptions, new()
{
    public override string Name => name;

    public override IReadOnlyList<Type> OptionTypes => [typeof(TOptions)];

    public override IReadOnlySet<string>? InputExtensions => extensions;

    internal override string EngineName => engineName;

    internal override int EngineVersion => create(example ?? new TOptions()).Version;

    public override IOperation Create(
        IReadOnlyDictionary<string, object?> given, string? destination, IOptionInputs inputs, LearningInputs? learn) =>
        create(OptionSet.Lay(start(Text(given, "Preset"), destination), given, inputs));

    internal override IOperation Restore(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs) =>
        create(OptionCarrier.Read<TOptions>(words, inputs));
}
