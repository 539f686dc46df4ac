namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// One type that uses another. Both are full names of top-level types; what a nested type uses counts for the type that holds it.
/// </summary>
internal readonly record struct Arrow(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}
