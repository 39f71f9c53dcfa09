print("softmaxlab")
