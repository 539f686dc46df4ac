using System.Collections;
using System.Management.Automation;
using Stylize.Engine.Operations.Options;
using Stylize.Engine;

namespace Stylize.PowerShell.Options;

/// <summary>Marks a parameter as a declared option of the engine, and checks its value at binding.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionOfAttribute<TOptions> : ValidateArgumentsAttribute, IOptionOf
    where TOptions : class
{
    public OptionOfAttribute([CallerMemberName] string name = "") => Name = name;

    /// <summary>The option's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public OptionDeclaration Declaration => OptionSet.Of<TOptions>().Find(Name)
        ?? throw new InvalidOperationException($"{typeof(TOptions).Name} declares no option {Name}.");

    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var value = arguments is PSObject wrapped ? wrapped.BaseObject : arguments;
        var option = Declaration;
        if (value is null or "" || value is ICollection { Count: 0 }
            || (value is IEnumerable<string> words && words.Any(string.IsNullOrEmpty)))
        {
            throw new ValidationMetadataException($"{option.Name} is empty. Give it a value, or leave it out.");
        }

        if (option.Kind is OptionKind.Integer or OptionKind.Number or OptionKind.Duration or OptionKind.Choice)
        {
            try
            {
                option.Range.Check(option.Name, value);
            }
            catch (StylizeException refusal)
            {
                throw new ValidationMetadataException(refusal.Message, refusal);
            }
        }
    }
}

/// <summary>A parameter's declaration, whatever record it is of.</summary>
public interface IOptionOf
{
    /// <summary>What the engine declares.</summary>
    OptionDeclaration Declaration { get; }
}
