namespace Stylize.Engine.Operations;

/// <summary>
/// Bounds that an operation's preset "Default" keeps on any machine of the last ten years. They are wide: a run outside them is broken,
/// whatever a saved baseline says.
/// </summary>
/// <param name="Side">Width and height in pixels of the square image that the bounds are about.</param>
/// <param name="MaxMilliseconds">A run takes less wall time than this.</param>
/// <param name="MinMade">At least this many are made of the standard photograph, counted by <see cref="OperationDescriptor.CountEntry"/>.</param>
/// <param name="MaxMade">At most this many are made of the standard photograph.</param>
public sealed record RegressionBound(int Side, double MaxMilliseconds, long MinMade, long MaxMade);
