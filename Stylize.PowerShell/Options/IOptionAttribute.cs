using Stylize.Engine.Operations.Options;

namespace Stylize.PowerShell.Options;

/// <summary>A parameter's declaration, whatever record it is of.</summary>
public interface IOptionAttribute
{
    /// <summary>What the engine declares.</summary>
    OptionDeclaration Declaration { get; }
}
