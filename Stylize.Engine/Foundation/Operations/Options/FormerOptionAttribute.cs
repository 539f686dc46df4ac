namespace Stylize.Engine.Operations.Options;

/// <summary>Declares an option that a record had in an earlier version. Saved files can name it.</summary>
/// <param name="name">Name of the property.</param>
/// <param name="now">What to do instead, as a sentence; options are {Name}.</param>
/// <param name="unset">Its values, as JSON, in files in which nobody set it. They are ignored; others are
/// refused.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class FormerOptionAttribute(string name, string now, params string[] unset) : Attribute
{
    /// <summary>Name of the property.</summary>
    public string Name { get; } = name;

    /// <summary>What to do instead, as a sentence; options are {Name}.</summary>
    public string Now { get; } = now;

    /// <summary>Returns true for a value that a file can have although nobody set it.</summary>
    internal bool IsUnset(string value) => unset.Contains(value, StringComparer.OrdinalIgnoreCase);
}
