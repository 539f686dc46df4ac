namespace Stylize.PowerShell.Options;

/// <summary>Links a parameter to an option that the engine declares, and validates its value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionOfAttribute<TOptions> : ValidateArgumentsAttribute, IOptionOf
    where TOptions : IOptionRecord
{
    public OptionOfAttribute([CallerMemberName] string name = "") => Name = name;

    public string Name { get; }

    public OptionDeclaration Declaration => OptionSet.ForRecord<TOptions>().Find(Name)
        ?? throw new InvalidOperationException($"{typeof(TOptions).Name} declares no option {Name}.");

    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var value = arguments is PSObject wrapped ? wrapped.BaseObject : arguments;
        var option = Declaration;
        if (value is ScriptBlock) return; // InputValues evaluates it for each input.

        if (value is null or "" || value is ICollection { Count: 0 }
            || (value is IEnumerable<string> words && words.Any(string.IsNullOrEmpty)))
        {
            throw new ValidationMetadataException($"{option.Name} is empty. Specify a value, or omit the parameter.");
        }

        if (option.Kind is not (OptionKind.Integer or OptionKind.Number or OptionKind.Duration or OptionKind.Choice)
            || (value is string text && !OptionValue.TryRead(option.ValueType, text, out value)))
        {
            return; // The engine reads other text, such as First for a frame.
        }

        try
        {
            option.Range.Check(option.Name, value!);
        }
        catch (StylizeException refusal)
        {
            throw new ValidationMetadataException(refusal.Message, refusal);
        }
    }
}

/// <summary>The declaration of a parameter, independent of the record type.</summary>
public interface IOptionOf
{
    OptionDeclaration Declaration { get; }
}

/// <summary>Adds a parameter for each option of a record, which Stylize.PowerShell.Generator writes.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class OptionsOfAttribute<TOptions> : Attribute
    where TOptions : IOptionRecord
{
    /// <summary>True if the cmdlet also has -Preset and -Options.</summary>
    public bool HasPresets { get; init; }

    /// <summary>Options that the cmdlet does not offer.</summary>
    public string[] Except { get; init; } = [];
}
