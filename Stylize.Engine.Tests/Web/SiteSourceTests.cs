using System.Reflection;
using System.Xml.Linq;
using Stylize.Engine.Tests.Architecture;
using Stylize.Studio.Session;

namespace Stylize.Engine.Tests.Web;

/// <summary>The site is not in the solution, so that changes elsewhere must not break it unseen.</summary>
public sealed class SiteSourceTests
{
    [Fact]
    public void Its_sources_of_the_studio_have_the_same_usings() =>
        Assert.Subset(Usings("Stylize.Web").ToHashSet(), Usings("Stylize.Services").ToHashSet());

    [Fact]
    public void What_it_leaves_out_exists()
    {
        Assembly[] assemblies =
        [
            typeof(object).Assembly, typeof(OperationCatalog).Assembly, typeof(ImageCodecs).Assembly,
            typeof(RunRequests).Assembly, typeof(System.Xml.XmlReader).Assembly, typeof(XDocument).Assembly,
        ];
        var types = Read("Stylize.Web", "Trimming.xml").Descendants("type").ToList();
        Assert.NotEmpty(types);
        Assert.All(types, trimmed =>
        {
            var name = trimmed.Attribute("fullname")!.Value;
            var type = assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);
            Assert.True(type is not null, name);
            var methods = type.GetMembers((BindingFlags)~0).Select(method => method.Name).ToHashSet();
            Assert.All(trimmed.Elements("method"), method =>
                Assert.Contains(method.Attribute("signature")!.Value.Split('(')[0].Split(' ')[^1], methods));
        });
    }

    private static IEnumerable<string> Usings(string project) =>
        Read(project, $"{project}.csproj").Descendants("Using")
            .Select(element => element.Attribute("Include")?.Value ?? "")
            .Where(name => name.StartsWith("Stylize.", StringComparison.Ordinal));

    private static XDocument Read(string folder, string file) =>
        XDocument.Load(Path.Combine(Checkout.Root, folder, file));
}
