namespace Stylize.Engine.Tests.Architecture;

/// <summary>One type that uses another. Both are full names of top-level types; what nested types use counts for the outermost one.</summary>
internal readonly record struct Arrow(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}
