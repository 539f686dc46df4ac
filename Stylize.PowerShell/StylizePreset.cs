using Stylize.Engine.Operations;

namespace Stylize.PowerShell;

/// <summary>A preset as Get-StylizePreset shows it.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Name">The preset's name.</param>
/// <param name="IsBuiltIn">False for one that the user saved.</param>
/// <param name="Options">What it sets; the cmdlets take it by -Options.</param>
/// <param name="Differences">The options that differ from the default preset.</param>
public sealed record StylizePreset(
    string Operation, string Name, bool IsBuiltIn, IOperationOptions Options, IReadOnlyList<KeyValuePair<string, object?>> Differences);
