namespace Stylize.Engine.Operations;

/// <summary>Options of an operation: an immutable record with documented defaults, validated once before any work.</summary>
public interface IOperationOptions
{
    /// <summary>Throws <see cref="StylizeException"/> (OptionInvalid) that names the parameter and its allowed range.</summary>
    void Validate();
}
