using System.Text.Json;

namespace Stylize.Workers.Messages;

/// <summary>What became of one unit.</summary>
/// <param name="Index">The unit's place in the batch.</param>
/// <param name="Source">The unit's source as the batch knows it.</param>
internal sealed record UnitResult(int Index, string Source)
{
    /// <summary>Files that were made; none where the unit failed.</summary>
    public IReadOnlyList<UnitOutput> Outputs { get; init; } = [];

    /// <summary>Why it failed; for a well also what is missing of it.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    /// <summary>Warnings and detail.</summary>
    public IReadOnlyList<UnitMessage> Messages { get; init; } = [];

    /// <summary>Seconds from the start of the unit's work to its result.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of each phase.</summary>
    public IReadOnlyList<UnitPhase> Phases { get; init; } = [];
}

/// <summary>A file that was made.</summary>
/// <param name="Path">Full path as the batch knows it.</param>
/// <param name="SideFiles">Full paths of the files beside it.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Summary">What the operation has to say; see <see cref="ReportedValue"/>.</param>
internal sealed record UnitOutput(string Path, IReadOnlyList<string> SideFiles, int Width, int Height, JsonElement Summary)
{
    /// <summary>True for a file that an update left untouched.</summary>
    public bool IsCurrent { get; init; }
}

/// <summary>A failure as a message carries it.</summary>
/// <param name="Error">Name of the <see cref="Engine.StylizeError"/>.</param>
/// <param name="Target">Path or parameter that it is about.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Advice">What to do next.</param>
internal sealed record UnitFailure(string Error, string? Target, string Message, string? Advice);

/// <param name="IsWarning">True for a warning, false for detail.</param>
/// <param name="Text">One line.</param>
internal sealed record UnitMessage(bool IsWarning, string Text);

/// <param name="Name">Name of the phase.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record UnitPhase(string Name, double Seconds);
