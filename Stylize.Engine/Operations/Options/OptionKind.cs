namespace Stylize.Engine.Operations.Options;

/// <summary>What an option's value is, which decides how text becomes a value.</summary>
public enum OptionKind
{
    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite real number.</summary>
    Number,

    /// <summary>One name of an enum.</summary>
    Choice,

    /// <summary>Any names of an enum of flags.</summary>
    Choices,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>The path of a file.</summary>
    File,

    /// <summary>One colour.</summary>
    Color,

    /// <summary>A palette by name, file or colours.</summary>
    Palette,

    /// <summary>A list of colours, or the colours of a palette.</summary>
    Colors,

    /// <summary>A list of texts, whole numbers, names of an enum, or values that read themselves.</summary>
    List,

    /// <summary>A type that reads itself from a text, which may hold commas.</summary>
    Parsed,
}
