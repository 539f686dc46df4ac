using Stylize.Engine;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Operations;

/// <summary>An operation that a batch may carry: how it is made from what a user gave, and made again from a message.</summary>
public abstract class CarriedOperation
{
    /// <summary>Its name as the command line spells it, such as "gaussian encode".</summary>
    public abstract string Name { get; }

    /// <summary>Its name as PowerShell spells it, such as "GaussianEncode".</summary>
    public string PascalName => OptionWords.Pascal(Name);

    /// <summary>The records whose options users give.</summary>
    public abstract IReadOnlyList<Type> OptionTypes { get; }

    /// <summary>Extensions of the files that a folder stands for; null for those of images.</summary>
    public virtual IReadOnlySet<string>? InputExtensions => null;

    /// <summary>What may be given besides the options of the records.</summary>
    private protected virtual IReadOnlyList<string> OtherNames => ["Preset"];

    /// <summary>Name of the operation in the engine; null for that of a plate, which is no operation on files.</summary>
    internal abstract string? EngineName { get; }

    internal abstract int EngineVersion { get; }

    /// <summary>Makes the operation of a batch that is submitted.</summary>
    /// <param name="given">Option names with values or words, Preset among them.</param>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public abstract IOperation Create(
        IReadOnlyDictionary<string, object?> given, string? destination, IOptionInputs inputs, LearningInputs? learn);

    internal abstract IOperation Restore(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs);

    internal virtual IEnumerable<KeyValuePair<string, string[]>> Words(IOperation operation, Func<string, string> toThere) =>
        OptionCarrier.Write(operation.Options, toThere);

    /// <summary>Refuses options that the operation has not.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void Check(IEnumerable<string> names)
    {
        foreach (var name in names.Where(n =>
            !OtherNames.Any(other => OptionWords.SameName(n, other)) && OptionTypes.All(t => OptionSet.Of(t).Find(n) is null)))
        {
            var known = OptionTypes.SelectMany(t => OptionSet.Of(t).All).Select(o => o.Name).Concat(OtherNames);
            throw new StylizeException(
                StylizeError.OptionInvalid, "Options",
                $"{PascalName} has no option {name}.{(NearestWord.Find(name, known) is { } near ? $" Did you mean {near}?" : "")}",
                $"Its options are {string.Join(", ", known)}.");
        }
    }

    internal static string? Text(IReadOnlyDictionary<string, object?> given, string name) =>
        given.FirstOrDefault(pair => OptionWords.SameName(pair.Key, name)).Value?.ToString();
}

/// <summary>What an operation that learns from all inputs may read.</summary>
public sealed record LearningInputs(IReadOnlyList<ImageInput> Inputs, OperationContext Context);
