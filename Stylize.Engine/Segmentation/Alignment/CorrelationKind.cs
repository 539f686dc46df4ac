namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>How the spectrum of a cross-correlation is normalised.</summary>
internal enum CorrelationKind
{
    /// <summary>Not at all: strong structures, such as cells, decide.</summary>
    Plain,

    /// <summary>Every frequency counts the same: phase correlation, for pictures with little noise whose parts do not move.</summary>
    Phase,
}
