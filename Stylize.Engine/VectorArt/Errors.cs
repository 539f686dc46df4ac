namespace Stylize.Engine.VectorArt;

/// <summary>The errors of vector art.</summary>
internal static class Errors
{
    public static readonly ErrorText
        IdPrefix = new("{IdPrefix} '{prefix}' cannot start an id.",
            "Use letters, digits, - and _, and start with a letter.");
}
